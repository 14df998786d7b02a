/* admin.h -- the admin page: what forum/jobs.c may know. */
#ifndef FORUM_ADMIN_H
#define FORUM_ADMIN_H

struct task;

/* A round, each minute: writes down the memory of this server's processes and how much there is to do. Sleeps. */
void admin_measure_wait(struct task *t);

#endif
