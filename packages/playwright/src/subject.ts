/** Who complains, in messages. */
export const SUBJECT = "createBrowserSessions";
