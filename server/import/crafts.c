/* crafts.c -- see crafts.h.
 *
 * A craft process ends when a text is too costly, and somebody must start another one at the same end of the
 * socket. Here that is a process of its own (the "nurse"), forked first, while this one is still small. */
#include "import/crafts.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/must.h"
#include "craft/craft.h"
#include "loop/fiber.h"
#include "loop/loop.h"

#define CRAFTS_MOST 8
#define RESTART_US  50000

static pid_t nurse;

static pid_t craft_start(int end)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	log_as("craft");
	craft_main(&end, 1);
}

static _Noreturn void nurse_main(const int *end, unsigned n, pid_t parent)
{
	pid_t craft[CRAFTS_MOST], gone;
	unsigned i;

	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
	for (i = 0; i < n; i++)
		craft[i] = craft_start(end[i]);
	while ((gone = wait(NULL)) > 0 || errno == EINTR) {
		for (i = 0; i < n; i++) {
			if (craft[i] != gone)
				continue;
			usleep(RESTART_US);
			craft[i] = craft_start(end[i]);
		}
	}
	_exit(1);
}

bool crafts_open(unsigned n)
{
	int pair[2], ours[CRAFTS_MOST], theirs[CRAFTS_MOST];
	pid_t parent = getpid();
	unsigned i;

	must(n <= CRAFTS_MOST);
	for (i = 0; i < n; i++) {
		if (!craft_pair(pair))
			return false;
		ours[i] = pair[0];
		theirs[i] = pair[1];
	}
	nurse = fork();
	if (nurse < 0)
		return false;
	if (nurse == 0) {
		for (i = 0; i < n; i++)
			close(ours[i]);
		nurse_main(theirs, n, parent);
	}
	for (i = 0; i < n; i++)
		close(theirs[i]);
	loop_init();
	craft_open(ours, n);
	return true;
}

void crafts_close(void)
{
	craft_close();
	loop_end();
	fiber_end();
	if (nurse > 0) {
		kill(nurse, SIGKILL);
		waitpid(nurse, NULL, 0);
	}
	nurse = 0;
}
