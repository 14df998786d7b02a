/* sandbox.h -- a process gives up everything it will not need; there is no way back. */
#ifndef CRAFT_SANDBOX_H
#define CRAFT_SANDBOX_H

#include <stddef.h>

#define SANDBOX_MEMORY (256u << 20) /* of addresses, libraries included */

/* Leaves the calling process with the descriptors ${fds} and standard error (for the log), 256 MiB of
 * addresses, no core file, nobody who may look into it, and the handful of system calls that parsing and
 * hashing need: any other ends it by SIGSYS. Whatever libraries load at their first use must have been loaded
 * before.
 *
 * Under the address sanitizer there is no limit on addresses, and the sanitizer's own few calls are allowed
 * too; none of them opens anything. Ends the process if any step fails. */
void sandbox_enter(const int *fds, size_t n);

#endif
