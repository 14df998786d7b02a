/* notice_pages.h -- handlers of notices, for routes.c. */
#ifndef FORUM_NOTICE_PAGES_H
#define FORUM_NOTICE_PAGES_H

struct request;

void notices_show(struct request *rq);	       /* GET  /notices           signed in */
void notices_post(struct request *rq);	       /* POST /notices           form: all read */
void notice_settings_show(struct request *rq); /* GET  /settings/notices  signed in */
void notice_settings_post(struct request *rq); /* POST /settings/notices  form */
void notice_stop_show(
	struct request *rq); /* GET  /mail/stop/:token  open: a page with a button, since scanners click */
void notice_stop_post(struct request
		*rq); /* POST /mail/stop/:token  signature: the button, or a mail program's one click */

#endif
