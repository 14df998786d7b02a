-- People helped are counted up and down, act by act: whether somebody was helped already by the same giver is one look, however many acts a
-- helper has had.
DROP INDEX standing.act_helped;
CREATE INDEX act_helped ON standing.act (h, b, day) WHERE state IN (0, 1) AND NOT held AND kind <> 6;
