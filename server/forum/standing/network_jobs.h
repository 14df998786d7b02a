/* network_jobs.h -- what `work` finds out for pages once a day. */
#ifndef FORUM_STANDING_NETWORK_JOBS_H
#define FORUM_STANDING_NETWORK_JOBS_H

struct task;

/* A round: if scores are of another day than the picture, or were made anew, places the strongest members on the sheet, and counts
 * whom each helped in which topic. Holds the process for some 50 ms while it draws. */
void network_draw_wait(struct task *t);

#endif
