/* account_pages.h -- the handlers of accounts, for forum/routes.c. */
#ifndef FORUM_ACCOUNT_PAGES_H
#define FORUM_ACCOUNT_PAGES_H

struct request;

/* signup_pages.c */
void signup_show(struct request *rq); /* GET  /signup          open */
void signup_post(struct request *rq); /* POST /signup          guest */

/* confirm_pages.c */
void signup_confirm_show(struct request *rq); /* GET  /confirm/:token  open */
void signup_confirm_post(struct request *rq); /* POST /confirm/:token  guest */

/* signin_pages.c */
void signin_show(struct request *rq); /* GET  /signin   open */
void signin_post(
	struct request *rq); /* POST /signin   guest, body_most 500000: it may carry a refused form along */
void signout_post(struct request *rq); /* POST /signout  form */

/* reset_pages.c */
void reset_show(struct request *rq);	    /* GET  /reset          open */
void reset_post(struct request *rq);	    /* POST /reset          guest */
void password_new_show(struct request *rq); /* GET  /reset/:token   open */
void password_new_post(struct request *rq); /* POST /reset/:token   guest */

/* settings_pages.c */
void settings_show(struct request *rq); /* GET  /settings           signed in */
void settings_post(struct request *rq); /* POST /settings           form */
void sessions_show(struct request *rq); /* GET  /settings/sessions  signed in */
void sessions_post(struct request *rq); /* POST /settings/sessions  form */
void theme_post(struct request *rq);	/* POST /theme              guest */

/* password_pages.c */
void password_show(struct request *rq); /* GET  /settings/password  signed in */
void password_post(struct request *rq); /* POST /settings/password  form */

/* email_pages.c */
void email_show(struct request *rq);	     /* GET  /settings/email     signed in */
void email_post(struct request *rq);	     /* POST /settings/email     form */
void email_confirm_show(struct request *rq); /* GET  /email/:token       open */
void email_confirm_post(struct request *rq); /* POST /email/:token       guest */

/* profile_pages.c */
void profile_show(struct request *rq); /* GET  /u/:name  open */

#endif
