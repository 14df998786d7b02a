/* rights.h -- root is given up once, by the supervisor; what it keeps is enough to start processes as other users, and
 * to end them. */
#ifndef LOOP_RIGHTS_H
#define LOOP_RIGHTS_H

#include <stdbool.h>
#include <sys/types.h>

/* An ordinary user of the system. */
struct rights_user {
	const char *name;
	uid_t uid;
	gid_t gid;
};

/* As root: becomes ${user} for good and keeps no right of root's. False: errno. */
bool rights_drop(const struct rights_user *user);
/* As root: becomes ${user}, who can still start and end processes of other ordinary users (rights_become()), and can do
 * nothing else that root may: not become root again, not join a group. False: errno, and the caller has to end. */
bool rights_keep_children(const struct rights_user *user);
/* In a process forked after rights_keep_children(): becomes ${user} and keeps no right at all. Ends the process if that
 * does not succeed to the letter. Clears what prctl(PR_SET_PDEATHSIG) has set. */
void rights_become(const struct rights_user *user);

#endif
