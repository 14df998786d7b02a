/* desk_pages.h -- the handlers of the desk's own pages, for forum/routes.c. */
#ifndef FORUM_DESK_PAGES_H
#define FORUM_DESK_PAGES_H

struct request;

/* signin_pages.c */
void desk_signin_show(struct request *rq); /* GET  /signin       open */
void desk_signin_post(
	struct request *rq); /* POST /signin       guest, body_most 500000: it may carry a form along */
void desk_code_show(struct request *rq);    /* GET  /signin/code  open */
void desk_code_post(struct request *rq);    /* POST /signin/code  guest, body_most 500000 */
void desk_signout_post(struct request *rq); /* POST /signout      form */

/* settings_pages.c */
void desk_settings_show(struct request *rq); /* GET  /settings           signed in */
void desk_settings_post(struct request *rq); /* POST /settings           form */
void desk_sessions_show(struct request *rq); /* GET  /settings/sessions  signed in */
void desk_sessions_post(struct request *rq); /* POST /settings/sessions  form */
void desk_password_show(struct request *rq); /* GET  /settings/password  signed in */
void desk_password_post(struct request *rq); /* POST /settings/password  form */

/* totp_pages.c */
void desk_totp_show(struct request *rq);     /* GET  /settings/totp           signed in */
void desk_totp_post(struct request *rq);     /* POST /settings/totp           form */
void desk_totp_off_post(struct request *rq); /* POST /settings/totp/off       form */
void desk_recovery_post(struct request *rq); /* POST /settings/totp/recovery  form */

/* presence.c */
void desk_presence_show(struct request *rq); /* GET /presence/..item  signed in: the sentence, as text */

/* pages.c */
void desk_keys_show(struct request *rq); /* GET /keys  signed in */

/* threads_pages.c */
void desk_threads_show(struct request *rq); /* GET /threads  signed in */

/* search_pages.c */
void desk_search_show(struct request *rq); /* GET /search  signed in */

#endif
