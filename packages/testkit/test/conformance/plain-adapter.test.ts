import { describeAdapter } from "@sessionary/testkit/conformance";
import { createPlainHarness } from "./plain-harness.ts";

describeAdapter("a plain adapter", createPlainHarness());
