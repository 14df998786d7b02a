/* frame.h -- what stands around every page: head, header, footer; and the pages for errors. */
#ifndef FORUM_FRAME_H
#define FORUM_FRAME_H

#include "forum/frame/frame_view.h"

struct request;

/* The frame for a page of this request. ${title} stands before the site's name in <title>. Everything else can be set
 * by the handler afterwards. Points to the request: lives as long as it. */
struct frame frame_of(struct request *rq, const char *title);

/* For reply_errors(): writes the page for ${status} into rq->out; keeps what was typed. Does not sleep. */
void frame_error(struct request *rq, int status, const char *why);

/* For edge_settings.failed: the same for a task that ended by task_fail(); ${why} is a constant of the program's, for its log. */
void frame_failed(struct request *rq, int status, const char *why);

/* What such a page says, all but the frame: for a door that has one of its own. Does not sleep. */
struct error_view frame_error_view(struct request *rq, int status, const char *why);
/* What a reason given to task_fail(), which is for the log, means for people; NULL: nothing more than the status. */
const char *frame_why(const char *why);

/* For guard_pages(). */
void frame_confirm(struct request *rq);

/* A short sentence on the next page this browser opens ("Saved."), by a cookie; ${code} is one of frame.c's table. */
void frame_flash(struct request *rq, const char *code);

#endif
