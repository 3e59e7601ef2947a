export {
  chromiumLaunch,
  findChromium,
  type ChromiumLaunch,
  type ChromiumPlace,
} from "./chromium-launch.ts";
