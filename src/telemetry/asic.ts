/**
 * The labels of every metric, and fields of every record: `{ asic: 'asic0' }` on a device with several ASICs, where the
 * containers of each have NAMESPACE_ID (`0`) and NAMESPACE_PREFIX (`asic`) in their environment (docker_image_ctl.j2);
 * none elsewhere, where NAMESPACE_ID is empty, not set, or not a number and therefore not SONiC's.
 */
export function asicLabels(env: NodeJS.ProcessEnv): { readonly asic?: string } {
  const { NAMESPACE_ID: id = '', NAMESPACE_PREFIX: prefix } = env;
  return /^\d{1,4}$/.test(id) ? { asic: `${prefix || 'asic'}${id}` } : {};
}
