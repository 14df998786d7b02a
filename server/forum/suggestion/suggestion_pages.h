/* suggestion_pages.h -- handlers of suggested edits, for routes.c. */
#ifndef FORUM_SUGGESTION_PAGES_H
#define FORUM_SUGGESTION_PAGES_H

struct request;

void suggest_show(struct request *rq);	   /* GET  /a/:post/suggest  signed in */
void suggest_post(struct request *rq);	   /* POST /a/:post/suggest  form */
void suggestion_show(struct request *rq);  /* GET  /suggestion/:id   signed in */
void suggestion_post(struct request *rq);  /* POST /suggestion/:id   form: approve, decline, withdraw, undo */
void suggestions_show(struct request *rq); /* GET  /suggestions      signed in */

#endif
