import type { InternalAxiosRequestConfig } from "axios";

type Transform = (
  this: InternalAxiosRequestConfig,
  data: unknown,
  headers: unknown,
  status?: number,
) => unknown;

/** Runs `transformRequest` or `transformResponse` of a request, as axios does. */
export function runTransforms(
  config: InternalAxiosRequestConfig,
  transforms: unknown,
  data: unknown,
  headers: unknown,
  status?: number,
): unknown {
  const list = (Array.isArray(transforms) ? transforms : [transforms]) as readonly unknown[];
  return list.reduce<unknown>(
    (sofar, transform) =>
      typeof transform === "function"
        ? (transform as Transform).call(config, sofar, headers, status)
        : sofar,
    data,
  );
}
