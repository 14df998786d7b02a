/* users.c -- see users.h. */
#include "users.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "config.h"

/* Of a name the system does not know, or none: ${otherwise}; NULL: there is no other way. */
static bool find(const char *key, const char *name, const struct rights_user *otherwise,
	struct rights_user *u)
{
	const struct passwd *found = text_empty(name) ? NULL : getpwnam(name);

	if (!found && otherwise) {
		*u = *otherwise;
		return true;
	}
	if (!found || found->pw_uid == 0 || found->pw_gid == 0) {
		fprintf(stderr, "bothy: [run] %s = %s is no ordinary user of this system\n", key, name);
		return false;
	}
	*u = (struct rights_user){name, found->pw_uid, found->pw_gid};
	return true;
}

bool users_find(const struct config *c, struct users *u)
{
	if (text_empty(c->run.user)) {
		fprintf(stderr, "bothy: started as root: say in [run] user whom to become\n");
		return false;
	}
	return find("user", c->run.user, NULL, &u->supervisor) &&
	       find("web_user", c->run.web_user, &u->supervisor, &u->web) &&
	       find("desk_user", c->run.desk_user, &u->supervisor, &u->desk) &&
	       find("work_user", c->run.work_user, &u->supervisor, &u->work) &&
	       find("craft_user", c->run.craft_user, &u->web, &u->craft);
}

bool users_are_separate(const struct users *u)
{
	const uid_t own[] = {u->supervisor.uid, u->web.uid, u->desk.uid, u->work.uid};
	unsigned i, k;

	for (i = 0; i < 4; i++)
		for (k = 0; k < i; k++)
			if (own[i] == own[k])
				return false;
	return u->craft.uid != u->supervisor.uid && u->craft.uid != u->desk.uid &&
	       u->craft.uid != u->work.uid;
}

bool users_are_one(const struct users *u)
{
	const uid_t one = u->supervisor.uid;

	return u->web.uid == one && u->desk.uid == one && u->work.uid == one && u->craft.uid == one;
}

/* ---- becoming them ---- */

/* Not by name: whoever owns the folder above could put a link there. Under systemd we may not, and need not. */
static void folder_give(const char *path, const struct rights_user *user)
{
	int fd;

	mkdir(path, 0700);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)!fchown(fd, user->uid, user->gid);
	close(fd);
}

/* What the processes open themselves, once they are not root: the run directory and the mails. All else they inherit:
 * sockets, the stamps' memory, their passwords. */
static void folders_give(const struct config *c, const struct users *u)
{
	folder_give(c->run.directory, &u->supervisor);
	if (text_empty(c->mail.smtp))
		folder_give(c->mail.directory, &u->work);
}

static void users_log(const struct users *u)
{
	log_info("serve.users", "supervisor=%s web=%s desk=%s work=%s craft=%s", u->supervisor.name,
		u->web.name, u->desk.name, u->work.name, u->craft.name);
	if (!users_are_separate(u))
		log_warn("serve.users_shared", "why=\"%s\"", "processes share a user; bothy check says more");
}

bool users_become(const struct config *c, const struct users *u)
{
	folders_give(c, u);
	if (!(users_are_one(u) ? rights_drop : rights_keep_children)(&u->supervisor)) {
		perror("bothy: cannot become the user");
		return false;
	}
	users_log(u);
	return true;
}
