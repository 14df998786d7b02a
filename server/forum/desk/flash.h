/* flash.h -- the sentence after a click, on its way; for the files of this folder only. */
#ifndef FORUM_DESK_FLASH_H
#define FORUM_DESK_FLASH_H

struct request;

/* The sentence this page shows, once; NULL: none. */
const char *flash_take(struct request *rq);

#endif
