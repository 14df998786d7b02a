/* personal_pages.h -- handlers of a member's own data, for routes.c. */
#ifndef FORUM_PERSONAL_PAGES_H
#define FORUM_PERSONAL_PAGES_H

struct request;

void personal_data_show(struct request *rq);	/* GET  /settings/data                signed in */
void personal_data_post(struct request *rq);	/* POST /settings/data                form: makes a copy */
void personal_archive_show(struct request *rq); /* GET  /settings/data/:export/:part  signed in: the ZIP */
void personal_erase_show(
	struct request *rq); /* GET  /settings/erase               signed in: what would go */
void personal_erase_post(struct request *rq);	/* POST /settings/erase               form */
void personal_erase_cancel(struct request *rq); /* POST /settings/erase/cancel        form */

#endif
