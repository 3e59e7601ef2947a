import { anything, expectOptions, type OptionRules } from "@sessionary/core";
import type { ZyteFetchFields } from "./options.ts";

/** Their values are for the service to judge. */
const rules: OptionRules<ZyteFetchFields> = {
  geolocation: anything,
  ipType: anything,
  device: anything,
  cookieManagement: anything,
  verifyCertificate: anything,
  session: anything,
  sessionContext: anything,
  sessionContextParameters: anything,
  tags: anything,
  jobId: anything,
};

/** @throws `ERR_INVALID_OPTION` for a field that is not one a fetch may have */
export function checkFields(subject: string, fields: ZyteFetchFields): void {
  expectOptions(subject, fields, rules, "fields.");
}
