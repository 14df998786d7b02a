/* rights.c -- see rights.h.
 *
 * What the supervisor of several users keeps, and why:
 *
 *	CAP_SETUID, CAP_SETGID	a process that died is started again under its own user, as long as the server runs
 *	CAP_KILL		it ends and replaces processes of other users; and its own death can tell them to go:
 *				the kernel asks for the same right when it sends what PR_SET_PDEATHSIG ordered
 *
 * CAP_SETUID alone would be as good as root, because root's files need no capability: so a filter of system calls, which
 * nobody can take off again, refuses user 0, group 0 and any further group. Nor can a program that it starts gain
 * anything (no_new_privs). The filter passes on to the processes, who have no use for those calls at all. */
#include "loop/rights.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/must.h"

#define CHILDREN (1u << CAP_SETUID | 1u << CAP_SETGID | 1u << CAP_KILL)

/* Exactly these capabilities (of the first 32), permitted and effective; none is inherited. */
static bool capabilities_set(unsigned wanted)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
		{.effective = wanted, .permitted = wanted}};

	return syscall(SYS_capset, &head, data) == 0;
}

static bool ids_set(const struct rights_user *user)
{
	return setresgid(user->gid, user->gid, user->gid) == 0 &&
	       setresuid(user->uid, user->uid, user->uid) == 0;
}

bool rights_drop(const struct rights_user *user)
{
	return setgroups(0, NULL) == 0 && ids_set(user);
}

/* The kernel takes 32 bits of an id, so what stands above them must not hide a 0. */
static bool zero_refused(scmp_filter_ctx filter, int call, unsigned arguments)
{
	struct scmp_arg_cmp zero = {.op = SCMP_CMP_MASKED_EQ, .datum_a = 0xffffffff, .datum_b = 0};

	for (zero.arg = 0; zero.arg < arguments; zero.arg++)
		if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 1, &zero) != 0)
			return false;
	return true;
}

static bool root_refused(void)
{
	static const struct {
		int call;
		unsigned ids;
	} calls[] = {
		{SCMP_SYS(setuid), 1},
		{SCMP_SYS(setreuid), 2},
		{SCMP_SYS(setresuid), 3},
		{SCMP_SYS(setfsuid), 1},
		{SCMP_SYS(setgid), 1},
		{SCMP_SYS(setregid), 2},
		{SCMP_SYS(setresgid), 3},
		{SCMP_SYS(setfsgid), 1},
	};
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool fine = filter != NULL;
	unsigned i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]) && fine; i++)
		fine = zero_refused(filter, calls[i].call, calls[i].ids);
	fine = fine && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(setgroups), 0) == 0 &&
	       seccomp_load(filter) == 0; /* which sets no_new_privs as well */
	if (filter)
		seccomp_release(filter);
	return fine;
}

bool rights_keep_children(const struct rights_user *user)
{
	return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 && rights_drop(user) && capabilities_set(CHILDREN) &&
	       prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) == 0 && root_refused() &&
	       /* it holds the passwords of all roles */
	       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

void rights_become(const struct rights_user *user)
{
	uid_t r, e, s;

	must(user->uid != 0 && user->gid != 0);
	must(ids_set(user));
	/* From one ordinary user to another the kernel takes nothing away by itself. */
	must(capabilities_set(0));
	must(getresuid(&r, &e, &s) == 0 && r == user->uid && e == user->uid && s == user->uid);
	must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
}
