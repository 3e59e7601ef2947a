/** Who complains, in messages. */
export const SUBJECT = "withSessions";
