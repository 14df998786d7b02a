/* mail_forget.c -- takes back mails that were written into files and name somebody. What a mail server has taken is out of reach. */
#include "jobs/mail_forget.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "loop/task.h"

#define READ_MOST (1 << 20)
#define AT_ONCE	  50 /* files; then others have their turn */

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
	       c == '-';
}

bool mail_names(const char *mail, size_t n, const char *word)
{
	size_t length = strlen(word), i;

	for (i = 0; length && i + length <= n; i++)
		if (strncasecmp(mail + i, word, length) == 0 && (i == 0 || !is_name(mail[i - 1])) &&
			(i + length == n || !is_name(mail[i + length])))
			return true;
	return false;
}

size_t mail_unfold(char *mail, size_t n)
{
	size_t from = 0, to = 0;

	while (from < n) {
		if (n - from >= 3 && memcmp(mail + from, "=\r\n", 3) == 0)
			from += 3;
		else
			mail[to++] = mail[from++];
	}
	return to;
}

static size_t file_read(const char *path, char *room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	size_t n = 0;
	ssize_t got;

	if (fd < 0)
		return 0;
	while (n < READ_MOST && (got = read(fd, room + n, READ_MOST - n)) > 0)
		n += (size_t)got;
	close(fd);
	return n;
}

static void file_forget(const char *path, char *room, struct texts words)
{
	size_t n = mail_unfold(room, file_read(path, room)), i;

	for (i = 0; i < words.n; i++)
		if (mail_names(room, n, words.v[i])) {
			if (unlink(path) != 0 && errno != ENOENT)
				log_error("mail.forget", "why=\"%s\"", strerror(errno));
			return;
		}
}

static void folder_close(void *folder)
{
	closedir(folder);
}

void mail_files_forget_wait(struct task *t, const char *directory, struct texts words)
{
	char *room = arena_alloc(&t->arena, READ_MOST);
	DIR *folder = opendir(directory);
	struct dirent *file;
	int n = 0;

	if (!folder)
		return;
	arena_defer(&t->arena, folder_close, folder);
	/* cppcheck-suppress readdirCalled -- the folder is read here alone */
	while ((file = readdir(folder))) {
		const char *dot = strrchr(file->d_name, '.');
		char path[4096];

		if (!text_is(dot, ".eml") && !text_is(dot, ".tmp"))
			continue;
		if ((size_t)snprintf(path, sizeof(path), "%s/%s", directory, file->d_name) < sizeof(path))
			file_forget(path, room, words);
		if (++n % AT_ONCE == 0)
			task_sleep_wait(t, 1);
	}
}
