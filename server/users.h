/* users.h -- whom the processes of `bothy serve` become when it is started as root.
 *
 * [run] user is the supervisor, and whoever has no user of his own. web_user, desk_user, work_user and craft_user are
 * the others; one whose name the system does not know falls back: craft to web's, the others to [run] user. */
#ifndef USERS_H
#define USERS_H

#include <stdbool.h>

#include "loop/rights.h"

struct config;

struct users {
	struct rights_user supervisor, web, desk, work, craft;
};

/* Looks them up; the names live in ${c}. False: [run] user is missing, or one of them is root; it has said so. */
bool users_find(const struct config *c, struct users *u);
/* Whether web, desk and work are three, and none of them the supervisor's. */
bool users_are_separate(const struct users *u);
/* Whether all five are one. */
bool users_are_one(const struct users *u);
/* As root, before the first byte is read: gives them the folders they write in, becomes the supervisor for good, and logs who is who.
 * Where all are one, nothing of root's is kept; else what is needed to start a process under its own. False: it has said why, and the
 * caller has to end. */
bool users_become(const struct config *c, const struct users *u);

#endif
