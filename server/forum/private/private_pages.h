/* private_pages.h -- handlers of private details, for routes.c. */
#ifndef FORUM_PRIVATE_PRIVATE_PAGES_H
#define FORUM_PRIVATE_PRIVATE_PAGES_H

struct request;

void private_show(struct request *rq);	    /* GET  /t/:thread/private  signed in: the asker's form */
void private_post(struct request *rq);	    /* POST /t/:thread/private  form */
void private_desk_show(struct request *rq); /* GET  /private/:id  at the desk: opened, which is audited */
void private_desk_post(struct request *rq); /* POST /private/:id  form: into a case, or deleted */

#endif
