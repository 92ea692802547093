// Cells run one after another, in the order in which they were asked for.

// `runOne` answers with how a cell ended; what ended badly ends the cells asked for with
// it, unless they are to go on.
const schedule = (runOne) => {
  let jobs = [], working = false;
  const work = async () => {
    if (working) return;
    working = true;
    while (jobs.length) {
      const { owner, cells, goOn } = jobs[0];
      owner.busy(true, cells.length === 1 ? "waiting …" : "running what stands above …");
      let ended = "";
      for (const cell of cells) {
        ended = await runOne(cell, owner);
        if (!jobs.length || (ended && !goOn)) break;
      }
      owner.busy(false, ended || cells.includes(owner) ? "" : "what stands above has run");
      jobs.shift();
    }
    working = false;
  };
  const add = (owner, cells, goOn = false) => {
    if (jobs.some((job) => job.owner === owner)) return;
    jobs.push({ owner, cells, goOn });
    owner.busy(true, "waiting …");
    work();
  };
  const clear = () => {
    for (const { owner } of jobs) owner.busy(false, " ");
    jobs = [];
  };
  return { add, clear };
};
