/* mail.h -- telling staff of changes to their own accounts; inside this folder. */
#ifndef FORUM_DESK_MAIL_H
#define FORUM_DESK_MAIL_H

#include <stdint.h>

struct task;

/* In the transaction that changes it: a mail goes to the account's address. ${what}: "password", "totp-on", "totp-off", "recovery". */
void desk_change_told(struct task *t, int64_t account, const char *what);

#endif
