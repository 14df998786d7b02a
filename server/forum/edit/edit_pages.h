/* edit_pages.h -- handlers of editing, history and deleting, for routes.c. */
#ifndef FORUM_EDIT_PAGES_H
#define FORUM_EDIT_PAGES_H

struct request;

void edit_show(struct request *rq);    /* GET /a/:post/edit */
void edit_post(struct request *rq);    /* POST /a/:post/edit */
void retag_show(struct request *rq);   /* GET /t/:thread/tags */
void retag_post(struct request *rq);   /* POST /t/:thread/tags */
void history_show(struct request *rq); /* GET /a/:post/history */
void delete_show(struct request *rq);  /* GET /a/:post/delete */
void delete_post(struct request *rq);  /* POST /a/:post/delete */

#endif
