/* followup_pages.h -- handlers of "did it stay solved?", for routes.c. */
#ifndef FORUM_FOLLOWUP_FOLLOWUP_PAGES_H
#define FORUM_FOLLOWUP_FOLLOWUP_PAGES_H

struct request;

void stayed_mine_show(struct request *rq); /* GET  /t/:thread/stayed  signed in: to the asker's own link */
void stayed_show(
	struct request *rq); /* GET  /stayed/:token  open: a page with two buttons, since scanners click */
void stayed_post(struct request *rq); /* POST /stayed/:token  signature */

#endif
