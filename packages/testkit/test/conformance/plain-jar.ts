/** Cookies by host and name, with next to none of the rules: enough for the test site. */
export class PlainJar {
  readonly #hosts = new Map<string, Map<string, string>>();

  header(url: URL): string | undefined {
    const pairs = [...(this.#hosts.get(url.hostname) ?? [])];
    return pairs.length === 0 ? undefined : pairs.map((pair) => pair.join("=")).join("; ");
  }

  take(url: URL, lines: readonly string[]): void {
    const cookies = this.#hosts.get(url.hostname) ?? new Map<string, string>();
    this.#hosts.set(url.hostname, cookies);
    for (const line of lines) {
      const [pair = "", ...attributes] = line.split(";");
      const [name = "", value = ""] = pair.split("=");
      if (attributes.some((each) => each.trim() === "Max-Age=0")) cookies.delete(name);
      else cookies.set(name, value);
    }
  }
}
