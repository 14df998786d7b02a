/* solution_pages.h -- handlers of solutions, for routes.c. */
#ifndef FORUM_SOLUTION_PAGES_H
#define FORUM_SOLUTION_PAGES_H

struct request;

void solution_show(struct request *rq); /* GET  /case/:case/solution */
void solution_post(
	struct request *rq); /* POST /case/:case/solution: draft, save, preview, approve, reject, again */

#endif
