/* pairs.c -- see pairs.h. */
#include "pairs.h"

#include <stdio.h>
#include <unistd.h>

#include "craft/craft.h"

static int pairs[PAIRS_CLIENTS_MOST][PAIRS_CRAFTS][2]; /* the client's end, craft's end */
static unsigned clients;

bool pairs_open(unsigned count)
{
	unsigned client, craft;

	clients = count;
	for (client = 0; client < clients; client++)
		for (craft = 0; craft < PAIRS_CRAFTS; craft++)
			if (!craft_pair(pairs[client][craft])) {
				perror("bothy: socketpair");
				return false;
			}
	return true;
}

bool pairs_renew(void)
{
	pairs_keep(PAIRS_NOBODY, PAIRS_NOBODY);
	return pairs_open(clients);
}

void pairs_keep(unsigned client, unsigned craft)
{
	unsigned i, c;

	for (i = 0; i < clients; i++)
		for (c = 0; c < PAIRS_CRAFTS; c++) {
			if (i != client)
				close(pairs[i][c][0]);
			if (c != craft)
				close(pairs[i][c][1]);
		}
}

void pairs_of_client(unsigned client, int *ends)
{
	unsigned c;

	for (c = 0; c < PAIRS_CRAFTS; c++)
		ends[c] = pairs[client][c][0];
}

unsigned pairs_of_craft(unsigned craft, int *ends)
{
	unsigned i;

	for (i = 0; i < clients; i++)
		ends[i] = pairs[i][craft][1];
	return clients;
}
