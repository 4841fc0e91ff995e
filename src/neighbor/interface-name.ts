/**
 * What the kernel takes for a name (net/core/dev.c, dev_valid_name: 1 to 15 bytes, no `/`, `:` or white space), in printable
 * ASCII: SONiC has no other names, and bytes that are no text could not be written as a key.
 */
const INTERFACE_NAME = /^[!-.0-9;-~]{1,15}$/;

/** Whether an interface, and so a VRF, can have this name. `.` and `..` are none in the kernel, either. */
export function isInterfaceName(name: string): boolean {
  return INTERFACE_NAME.test(name) && name !== '.' && name !== '..';
}
