/** Who complains, in messages of the client. */
export const SUBJECT = "SessionClient";
