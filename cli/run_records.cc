#include "cli/run_records.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/cluster_options.h"
#include "master/views/run_summary.h"

namespace aurax::load::cli {
std::string RunRecords::StorePath(const Options& options) {
  return options.state_dir ? absl::StrCat(*options.state_dir, "/runs.db") : "";
}

absl::Status RunRecords::Open(const std::string& options_digest) {
  if (!options_.state_dir) return absl::OkStatus();
  digest_ = options_digest;
  if (IsMaster(options_)) {
    auto journal = OpenRunJournal(*options_.state_dir, digest_);
    if (!journal.ok()) return journal.status();
    journal_ = std::move(journal->file);
    stored_ = std::move(journal->stored);
  }
  auto store = master::RunStore::Open(StorePath(options_));
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  return absl::OkStatus();
}

absl::StatusOr<master::Journal*> RunRecords::Journal() {
  if (!options_.state_dir || !IsMaster(options_)) return nullptr;
  if (journal_ == nullptr) {
    auto journal = OpenRunJournal(*options_.state_dir, digest_);
    if (!journal.ok()) return journal.status();
    journal_ = std::move(journal->file);
  }
  return journal_.get();
}

absl::Status RunRecords::ForgetRun() {
  if (journal_ == nullptr) return absl::OkStatus();
  const absl::Status emptied = journal_->Replace({});
  if (emptied.ok()) return emptied;
  journal_->Discard();  // or the next master would go on with a run that is over
  journal_.reset();     // the next run tries again
  return emptied;
}

absl::Status RunRecords::Keep(const v1::Report& report, const std::string& document) {
  return store_ == nullptr ? absl::OkStatus() : store_->Put(master::SummaryOf(report), document);
}

}  // namespace aurax::load::cli
