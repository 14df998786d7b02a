/* mail_forget.h -- mails in files that name somebody; for mail.c and tests. */
#ifndef JOBS_MAIL_FORGET_H
#define JOBS_MAIL_FORGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct task;

/* Whether ${word} stands in ${mail} as a word of its own, in whatever case. */
bool mail_names(const char *mail, size_t n, const char *word);
/* Takes out the line breaks that quoted-printable put into words; the new length. */
size_t mail_unfold(char *mail, size_t n);

/* Deletes each mail in ${directory} that holds one of ${words}. Sleeps now and then. */
void mail_files_forget_wait(struct task *t, const char *directory, struct texts words);

#endif
