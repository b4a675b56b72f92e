/** The procedure that one click on the practice lab begins, and that a new run begins with until another is chosen: the reference. */
export const FIRST_PROCEDURE = 'rhel5-rdac';
