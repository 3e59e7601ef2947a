type Skips = Readonly<Record<string, string>>;

const fresh: Skips = {
  "a stream is sent": "pages send no streams, and a task makes what it sends each time anew",
  "a stream is not sent again":
    "pages send no streams, and a task makes what it sends each time anew",
  "a request that may not be repeated is not, when the connection is cut":
    "Chromium itself sends any request again whose connection was cut; that we do not is tested in test/retries.test.ts",
};

/** What of the suite browsers cannot do, and why. */
export const skip: Readonly<Record<"fresh" | "reuse", Skips>> = {
  fresh,
  reuse: {
    ...fresh,
    "maxConcurrency lets one session have several requests at a time":
      "one page has one task at a time: refused, as test/options.test.ts shows",
  },
};
