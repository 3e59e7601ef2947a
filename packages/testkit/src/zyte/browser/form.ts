import type { Destination } from "../web/visit.ts";
import type { DomElement } from "./dom.ts";

/** Where a form goes and with what, as browsers send it. */
export function readForm(
  form: DomElement,
  button: DomElement | undefined,
  base: URL,
): Pick<Destination, "url" | "method" | "body" | "headers"> {
  const fields = new URLSearchParams(fieldsOf(form));
  const name = button?.getAttribute("name");
  if (button && name) fields.append(name, button.getAttribute("value") ?? "");
  const action = form.getAttribute("action") ?? "";
  const url = new URL(URL.canParse(action, base) ? action : "", base);
  if (form.getAttribute("method")?.toLowerCase() !== "post") {
    url.search = fields.toString();
    return { url, method: "GET", body: undefined, headers: {} };
  }
  return {
    url,
    method: "POST",
    body: Buffer.from(fields.toString()),
    headers: { "content-type": "application/x-www-form-urlencoded", origin: base.origin },
  };
}

function fieldsOf(form: DomElement): [name: string, value: string][] {
  const fields: [string, string][] = [];
  for (const field of form.querySelectorAll("input, select, textarea")) {
    const name = field.getAttribute("name");
    if (!name || field.hasAttribute("disabled")) continue;
    for (const value of valuesOf(field)) fields.push([name, value]);
  }
  return fields;
}

function valuesOf(field: DomElement): readonly string[] {
  if (field.localName === "textarea") return [field.textContent];
  if (field.localName === "select") return selectedOf(field);
  const type = field.getAttribute("type")?.toLowerCase();
  if (type === "submit" || type === "button" || type === "image" || type === "reset") return [];
  const value = field.getAttribute("value");
  if (type !== "checkbox" && type !== "radio") return [value ?? ""];
  return field.hasAttribute("checked") ? [value ?? "on"] : [];
}

function selectedOf(select: DomElement): readonly string[] {
  const options = [...select.querySelectorAll("option")];
  const selected = options.filter((option) => option.hasAttribute("selected"));
  const shown =
    selected.length > 0 || select.hasAttribute("multiple") ? selected : options.slice(0, 1);
  return shown.map(valueOfOption);
}

/** What an option of a select stands for. */
export function valueOfOption(option: DomElement): string {
  return option.getAttribute("value") ?? option.textContent;
}
