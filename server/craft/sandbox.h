/* sandbox.h -- a process gives up everything it will not need; there is no way back. */
#ifndef CRAFT_SANDBOX_H
#define CRAFT_SANDBOX_H

#include <stddef.h>

#define SANDBOX_MEMORY	 (256u << 20) /* of addresses, libraries included */
#define SANDBOX_FDS_MOST 127

/* Leaves the calling process with at most SANDBOX_FDS_MOST descriptors ${fds} and standard error (for the
 * log), 256 MiB of addresses, no core file, nobody who may look into it, and the handful of system calls that
 * parsing and hashing need: any other ends it by SIGSYS. Whatever libraries load at their first use must have
 * been loaded before.
 *
 * Under the address sanitizer there is no limit on addresses, and sigaltstack(), which it uses, is allowed
 * too. Ends the process if any step fails. */
void sandbox_enter(const int *fds, size_t n);

#endif
