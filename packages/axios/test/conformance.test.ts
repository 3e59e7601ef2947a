import { describeAdapter } from "@sessionary/testkit/conformance";
import { harness } from "./support/harness.ts";

describeAdapter("axios", harness);
