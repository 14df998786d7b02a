/* doors.h -- what each kind of process opens of the forum: routes, viewer, error pages, jobs. */
#ifndef FORUM_DOORS_H
#define FORUM_DOORS_H

struct request;

/* The public door: customers, moderators, guests. */
void door_web_open(void);
/* The staff door. */
void door_desk_open(void);
/* The worker: all kinds of jobs, and what is done again and again. */
void door_work_open(int eventfd, unsigned at_once);

/* Writes the error page of the door that is open, for a task that failed; for the edge, does not sleep. */
void door_failed(struct request *rq, int status, const char *why);

#endif
