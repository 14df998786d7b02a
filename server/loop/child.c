/* child.c -- see child.h. */
#include "loop/child.h"

#include <linux/close_range.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>

/* What belongs to the worker is not ours: its sockets, and the handlers that write to its loop. */
void child_begin(int pipe)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGPIPE};
	unsigned first = CHILD_PIPE;
	size_t i;

	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (pipe >= 0) {
		dup2(pipe, CHILD_PIPE);
		first++;
	}
	close_range(first, ~0U, 0);
}
