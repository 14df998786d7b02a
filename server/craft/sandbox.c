/* sandbox.c -- see sandbox.h; the only seccomp.h. */
#include "craft/sandbox.h"

#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"

static int by_number(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Closes all descriptors but ${fds} and standard error. */
static int keep_only(const int *fds, size_t n)
{
	int kept[SANDBOX_FDS_MOST + 1], last = -1;
	size_t i;

	must(n <= SANDBOX_FDS_MOST);
	if (n)
		memcpy(kept, fds, n * sizeof(*fds));
	kept[n++] = STDERR_FILENO;
	qsort(kept, n, sizeof(kept[0]), by_number);
	for (i = 0; i < n; i++) {
		if (kept[i] > last + 1)
			must(close_range((unsigned)last + 1, (unsigned)kept[i] - 1, 0) == 0);
		last = kept[i];
	}
	must(close_range((unsigned)last + 1, ~0u, 0) == 0);
	return last;
}

static void limit(int what, rlim_t most)
{
	struct rlimit both = {most, most};

	must(setrlimit(what, &both) == 0);
}

static void limit_all(int highest_fd)
{
#if !defined(__SANITIZE_ADDRESS__)
	limit(RLIMIT_AS, SANDBOX_MEMORY);
#endif
	limit(RLIMIT_CORE, 0);
	/* No new descriptors; poll() too wants as many as it looks at. */
	limit(RLIMIT_NOFILE, (rlim_t)highest_fd + 1);
	must(prctl(PR_SET_DUMPABLE, 0) == 0);
	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
}

static void allow_all(scmp_filter_ctx filter, const int *calls, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) == 0);
}

static void allow_calls(scmp_filter_ctx filter)
{
	static const int calls[] = {
		/* messages */
		SCMP_SYS(recvfrom),
		SCMP_SYS(sendto),
		SCMP_SYS(sendmsg),
		SCMP_SYS(poll),
		SCMP_SYS(ppoll),
		SCMP_SYS(close),
		/* memory; sodium_malloc() locks its pages, qsort() (of cmark's references) asks how much
		   there is */
		SCMP_SYS(brk),
		SCMP_SYS(munmap),
		SCMP_SYS(mremap),
		SCMP_SYS(madvise),
		SCMP_SYS(mlock),
		SCMP_SYS(munlock),
		SCMP_SYS(sysinfo),
		/* time and chance */
		SCMP_SYS(clock_gettime),
		SCMP_SYS(gettimeofday),
		SCMP_SYS(setitimer),
		SCMP_SYS(getrandom),
		/* signals, and an end by abort() */
		SCMP_SYS(rt_sigreturn),
		SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(rt_sigaction),
		SCMP_SYS(restart_syscall),
		SCMP_SYS(futex),
		SCMP_SYS(getpid),
		SCMP_SYS(gettid),
		SCMP_SYS(exit),
		SCMP_SYS(exit_group),
	};
#if defined(__SANITIZE_ADDRESS__)
	must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sigaltstack), 0) == 0);
#endif
	allow_all(filter, calls, sizeof(calls) / sizeof(calls[0]));
	must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
		     SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO)) == 0);
	must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
		     SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) == 0);
	/* Memory that is never code, and never a file's. */
	must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
		     SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		     SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS)) == 0);
	must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		     SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0);
}

void sandbox_enter(const int *fds, size_t n)
{
	scmp_filter_ctx filter;

	tzset(); /* the log's gmtime_r() would read the time zone's file */
	limit_all(keep_only(fds, n));
	filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	must(filter);
	allow_calls(filter);
	must(seccomp_load(filter) == 0);
	seccomp_release(filter);
}
