/**
 * Put before a command so that its output is the same whoever logs in: messages, sorting and number formats of the C locale.
 * Set in the text because sshd ignores environment requests that AcceptEnv does not list (sshd_config(5)).
 */
export const localePreamble = 'LC_ALL=C; LANGUAGE=; export LC_ALL LANGUAGE\n';
