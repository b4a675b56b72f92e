/** How mppUtil refuses. Its words are not known for certain. */

/** Without its driver. */
export const driverMissing = /\b(is not loaded|cannot be executed)\b/iu;
/** Without its driver, or for an array that is not there. */
export const arrayRefusal = /\b(is not loaded|cannot be executed|not found|invalid|no such|does not exist|unknown)\b/iu;
