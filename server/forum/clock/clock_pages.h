/* clock_pages.h -- the page on which a lead says how clocks run, for routes.c. */
#ifndef FORUM_CLOCK_CLOCK_PAGES_H
#define FORUM_CLOCK_CLOCK_PAGES_H

struct request;

void clocks_show(struct request *rq);	   /* GET  /settings/clocks       a lead */
void clocks_post(struct request *rq);	   /* POST /settings/clocks       a lead: act try, save */
void clocks_undo_post(struct request *rq); /* POST /settings/clocks/undo  a lead */

#endif
