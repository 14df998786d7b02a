/* stamp.c -- see stamp.h. The file is one counter and the slots; slot 0 is the epoch. All of it is atomic, so
 * that processes need no lock; a slot shared by two things by hash only makes either look changed too often.
 */
#include "db/stamp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "db/query.h"
#include "loop/loop.h"
#include "loop/task.h"

#define SLOTS	      65536u
#define DOUBT_SECONDS 60

struct stamps {
	_Atomic uint64_t counter;
	_Atomic uint64_t slots[SLOTS];
};

/* Pages of it cost nothing until they are written. */
static struct stamps of_this_process;
static struct stamps *stamps = &of_this_process;

static bool map(int fd)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) != 0 || (st.st_size != 0 && st.st_size != sizeof(struct stamps))) {
		errno = errno ? errno : EINVAL;
		return false;
	}
	/* Two that make it at once do the same: growing by zeros does not touch what is there. */
	if (ftruncate(fd, sizeof(struct stamps)) != 0)
		return false;
	p = mmap(NULL, sizeof(struct stamps), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return false;
	if (stamps != &of_this_process)
		munmap(stamps, sizeof(struct stamps));
	stamps = p;
	return true;
}

/* A command run as root may be the first; the processes that come later are not root. */
static void give_to_owner_of_directory(int fd, const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[4096];
	struct stat st;

	snprintf(directory, sizeof(directory), "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
	if (stat(directory, &st) == 0)
		(void)!fchown(fd, st.st_uid, st.st_gid);
}

bool stamp_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool ok;

	errno = fd < 0 ? errno : 0;
	if (fd >= 0 && geteuid() == 0)
		give_to_owner_of_directory(fd, path);
	ok = fd >= 0 && map(fd);
	if (!ok)
		fprintf(stderr, "bothy: the stamps' file %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Fibonacci hashing over both; never 0 but for the epoch. */
static unsigned slot_of(enum stamp_kind kind, int64_t id)
{
	uint64_t h = ((uint64_t)id * 8 + (uint64_t)kind) * UINT64_C(0x9E3779B97F4A7C15);

	return kind == STAMP_EPOCH ? 0 : 1 + (unsigned)((h >> 32) % (SLOTS - 1));
}

void stamp_touch_now(enum stamp_kind kind, int64_t id)
{
	uint64_t g = atomic_fetch_add(&stamps->counter, 1) + 1;
	_Atomic uint64_t *slot = &stamps->slots[slot_of(kind, id)];
	uint64_t seen = atomic_load(slot);

	while (seen < g && !atomic_compare_exchange_weak(slot, &seen, g))
		;
}

struct touch {
	enum stamp_kind kind;
	int64_t id;
};

static void touch_noted(void *arg)
{
	const struct touch *touch = arg;

	stamp_touch_now(touch->kind, touch->id);
}

void stamp_touch(struct task *t, enum stamp_kind kind, int64_t id)
{
	struct touch *touch = arena_new(&t->arena, struct touch);

	touch->kind = kind;
	touch->id = id;
	db_on_commit_sent(t, touch_noted, touch);
}

uint64_t stamp_now(void)
{
	return atomic_load(&stamps->counter);
}

bool stamp_fresh(uint64_t noted, enum stamp_kind kind, int64_t id)
{
	return atomic_load(&stamps->slots[slot_of(kind, id)]) <= noted &&
	       atomic_load(&stamps->slots[0]) <= noted;
}

/* ---- doubt ---- */

static struct loop_timer *doubt;
static unsigned doubt_left;

static void on_doubt(void *arg)
{
	(void)arg;
	stamp_touch_now(STAMP_EPOCH, 0);
	if (--doubt_left > 0) {
		loop_timer_again(doubt, 1000);
		return;
	}
	loop_timer_free(doubt);
	doubt = NULL;
}

void stamp_in_doubt(void)
{
	stamp_touch_now(STAMP_EPOCH, 0);
	doubt_left = DOUBT_SECONDS;
	if (!doubt)
		doubt = loop_timer_new(1000, on_doubt, NULL);
}

void stamp_close(void)
{
	loop_timer_free(doubt);
	doubt = NULL;
	if (stamps != &of_this_process)
		munmap(stamps, sizeof(struct stamps));
	stamps = &of_this_process;
}
