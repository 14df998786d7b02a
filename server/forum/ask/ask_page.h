/* ask_page.h -- the form for a new thread as an answer; for the handlers of this folder. */
#ifndef FORUM_ASK_PAGE_H
#define FORUM_ASK_PAGE_H

struct details_view;
struct request;

/* Writes the form and answers with ${status}. ${v} has its frame, key and all topics; those the viewer may
 * not begin threads in are taken out. Does not sleep. */
void details_reply(struct request *rq, struct details_view *v, int status);

#endif
