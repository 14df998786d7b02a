/* child.h -- a process of a worker's own for one thing that would hold its loop for seconds: a mail, a question to a CRM, reputation
 * computed anew. Who forks it waits for its pipe, or asks now and then whether it has ended. */
#ifndef LOOP_CHILD_H
#define LOOP_CHILD_H

#include <unistd.h>

#define CHILD_PIPE (STDERR_FILENO + 1)

/* Right after fork(), in the child: of the files of who forked it only standard ones are left, and ${pipe} as CHILD_PIPE (-1: none). It
 * ends when its parent does; SIGTERM and a Ctrl-C for everybody are the parent's to understand. A peer that hangs up is an error
 * (EPIPE), not its end. */
void child_begin(int pipe);

#endif
