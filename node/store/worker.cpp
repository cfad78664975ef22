#include "store/worker.hpp"

#include <utility>

#include "store/deadline_keeper.hpp"
#include "store/question.hpp"
#include "store/reader.hpp"
#include "store/removal_watch.hpp"
#include "store/writer.hpp"

namespace sofia::store {
namespace {

const auto kCallKey = [](const model::TrackedCall& call) -> const base::CallUuid& {
    return call.uuid;
};
const auto kBindingKey = [](const model::Registration& binding) -> const model::RegistrationKey& {
    return binding.key;
};

}  // namespace

/// The parts of a worker; the order of the members is the order in which they need each other.
class Worker::Impl {
  public:
    Impl(WorkerOptions options, Opener open, base::Executor& home, metrics::Registry& metrics)
        : options_(std::move(options)),
          home_(home),
          writer_(options_,
                  open,
                  home,
                  metrics,
                  keeper_,
                  [removed = removed_](const WriteSet& rows) { removed->settled(rows); }),
          reader_(open, keeper_) {
        keeper_.start({[this](base::SteadyTime now) { return writer_.check(now); },
                       [this](base::SteadyTime now) { return reader_.check(now); }});
    }

    ~Impl() {
        // The keeper last: it cuts what hangs.
        reader_.stop();
        writer_.stop();
        keeper_.stop();
    }

    Writer& writer() { return writer_; }

    void write(WriteSet rows, OnCommit done) {
        for (const auto& uuid : rows.remove_calls)
            removed_->calls.asked(uuid);
        for (const auto& key : rows.remove_registrations)
            removed_->registrations.asked(key);
        writer_.write(std::move(rows), std::move(done));
    }

    /// Asks for calls, which come back without those removed meanwhile. `ask(calls, epoch)` gives a
    /// Result of any number of calls.
    template <class Ask>
    void claim(base::Milliseconds timeout,
               Ask ask,
               std::function<void(base::Result<model::CallPiece>)> done) {
        using Piece = model::CallPiece;
        removed_->calls.begin();
        this->ask<Piece>(timeout,
                         fenced<Piece>(std::move(ask)),
                         [removed = removed_, done = std::move(done)](base::Result<Piece> piece) {
                             Piece none;
                             removed->calls.end((piece ? *piece : none).calls, kCallKey);
                             done(std::move(piece));
                         });
    }

    void load(std::function<void(base::Result<std::vector<model::Registration>>)> done) {
        using Bindings = std::vector<model::Registration>;
        removed_->registrations.begin();
        ask<Bindings>(
            options_.bulk_timeout,
            [cluster = writer_.cluster()](Database& database) {
                return database.registrations().load(cluster);
            },
            [removed = removed_, done = std::move(done)](base::Result<Bindings> bindings) {
                Bindings none;
                removed->registrations.end(bindings ? *bindings : none, kBindingKey);
                done(std::move(bindings));
            });
    }

    template <class T>
    void ask(base::Milliseconds timeout,
             std::function<base::Result<T>(Database&)> question,
             std::function<void(base::Result<T>)> done) {
        reader_.ask(make_question<T>(home_, timeout, std::move(question), std::move(done)));
    }

    /// A question under our epoch: when it comes back Stale, the node is fenced.
    template <class T, class Ask>
    std::function<base::Result<T>(Database&)> fenced(Ask ask) {
        return [this, ask = std::move(ask), epoch = writer_.epoch()](
                   Database& database) -> base::Result<T> {
            auto result = ask(database.calls(), epoch);
            if (!result && result.error().kind == base::ErrorKind::Stale)
                writer_.fence(epoch, result.error());
            return result;
        };
    }

    const WorkerOptions& options() const { return options_; }

  private:
    /// What was removed while somebody reads.
    struct Removed {
        RemovalWatch<base::CallUuid> calls;
        RemovalWatch<model::RegistrationKey> registrations;

        void settled(const WriteSet& rows) {
            for (const auto& uuid : rows.remove_calls)
                calls.settled(uuid);
            for (const auto& key : rows.remove_registrations)
                registrations.settled(key);
        }
    };

    // Constant after construction.
    const WorkerOptions options_;
    base::Executor& home_;
    // Shared with the completions that are posted to home, which may run after the worker's end.
    const std::shared_ptr<Removed> removed_ = std::make_shared<Removed>();
    DeadlineKeeper keeper_;
    Writer writer_;
    Reader reader_;
};

Worker::Worker(WorkerOptions options, Opener open, base::Executor& home, metrics::Registry& metrics)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(open), home, metrics)) {}

Worker::~Worker() = default;

void Worker::set_epoch(base::Epoch epoch) {
    impl_->writer().set_epoch(epoch);
}

void Worker::on_stale(base::Executor& where, OnStale callback) {
    impl_->writer().on_stale(where, std::move(callback));
}

void Worker::retire(base::Task done) {
    impl_->writer().retire(std::move(done));
}

std::optional<Worker::HeldLease> Worker::lease() const {
    return impl_->writer().lease();
}

void Worker::confirm() {
    impl_->writer().confirm();
}

bool Worker::use_cluster(base::ClusterName cluster) {
    return impl_->writer().use_cluster(std::move(cluster));
}

void Worker::announce(NodeSign sign) {
    impl_->writer().announce(std::move(sign));
}

std::optional<Worker::Neighbourhood> Worker::neighbourhood() const {
    return impl_->writer().neighbourhood();
}

void Worker::put_call(model::TrackedCall call, OnCommit done) {
    WriteSet rows;
    rows.put_calls.push_back(std::move(call));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::remove_call(base::CallUuid uuid, OnCommit done) {
    WriteSet rows;
    rows.remove_calls.push_back(std::move(uuid));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::put_registration(model::Registration registration, OnCommit done) {
    WriteSet rows;
    rows.put_registrations.push_back(std::move(registration));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::remove_registration(model::RegistrationKey key, OnCommit done) {
    WriteSet rows;
    rows.remove_registrations.push_back(std::move(key));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::write_registrations(std::vector<model::Registration> put,
                                 std::vector<model::RegistrationKey> remove,
                                 OnCommit done) {
    impl_->write({.put_registrations = std::move(put), .remove_registrations = std::move(remove)},
                 std::move(done));
}

void Worker::put_gateway(model::GatewayRegistration registration, OnCommit done) {
    WriteSet rows;
    rows.put_gateways.push_back(std::move(registration));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::remove_gateway(model::GatewayKey key, OnCommit done) {
    WriteSet rows;
    rows.remove_gateways.push_back(std::move(key));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::put_subscription(model::Subscription subscription, OnCommit done) {
    WriteSet rows;
    rows.put_subscriptions.push_back(std::move(subscription));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::put_publication(model::Publication publication, OnCommit done) {
    WriteSet rows;
    rows.put_publications.push_back(std::move(publication));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::put_mailbox(model::Mailbox mailbox, OnCommit done) {
    WriteSet rows;
    rows.put_mailboxes.push_back(std::move(mailbox));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::remove_subscription(model::SubscriptionKey key, OnCommit done) {
    WriteSet rows;
    rows.remove_subscriptions.push_back(std::move(key));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::remove_publication(model::PublicationKey key, OnCommit done) {
    WriteSet rows;
    rows.remove_publications.push_back(std::move(key));
    impl_->write(std::move(rows), std::move(done));
}

void Worker::take_epoch(bool force, std::function<void(base::Result<EpochGrant>)> done) {
    impl_->writer().take_epoch(force, std::move(done));
}

void Worker::claim_calls(model::CallRange range,
                         std::function<void(base::Result<model::CallPiece>)> done) {
    impl_->claim(
        impl_->options().bulk_timeout,
        [cluster = impl_->writer().cluster(),
         node = impl_->options().node,
         range = std::move(range)](CallStore& calls, base::Epoch epoch) {
            return calls.claim(cluster, node, epoch, range);
        },
        std::move(done));
}

void Worker::claim_call(base::CallUuid call,
                        model::DialogKey dialog,
                        std::function<void(base::Result<std::optional<model::TrackedCall>>)> done) {
    using Piece = base::Result<model::CallPiece>;
    using Call = base::Result<std::optional<model::TrackedCall>>;
    impl_->claim(
        impl_->options().read_timeout,
        [cluster = impl_->writer().cluster(),
         node = impl_->options().node,
         call = std::move(call),
         dialog = std::move(dialog)](CallStore& calls, base::Epoch epoch) -> Piece {
            auto found = calls.claim_one(cluster, node, epoch, call, dialog);
            if (!found)
                return tl::unexpected(found.error());
            model::CallPiece piece;
            if (*found)
                piece.calls.push_back(std::move(**found));
            return piece;
        },
        [done = std::move(done)](Piece found) {
            if (!found)
                return done(tl::unexpected(found.error()));
            auto& calls = found->calls;
            done(calls.empty() ? Call(std::nullopt) : Call(std::move(calls.front())));
        });
}

void Worker::flush_calls(std::string profile, std::function<void(base::Result<std::size_t>)> done) {
    impl_->ask<std::size_t>(impl_->options().bulk_timeout,
                            impl_->fenced<std::size_t>(
                                [cluster = impl_->writer().cluster(), profile = std::move(profile)](
                                    CallStore& calls, base::Epoch epoch) {
                                    return calls.flush(cluster, epoch, profile);
                                }),
                            std::move(done));
}

void Worker::load_registrations(
    std::function<void(base::Result<std::vector<model::Registration>>)> done) {
    impl_->load(std::move(done));
}

void Worker::load_gateways(
    std::function<void(base::Result<std::vector<model::GatewayRegistration>>)> done) {
    impl_->ask<std::vector<model::GatewayRegistration>>(
        impl_->options().read_timeout,
        [cluster = impl_->writer().cluster()](Database& database) {
            return database.gateways().load_gateways(cluster);
        },
        std::move(done));
}

void Worker::load_presence(std::function<void(base::Result<PresenceRows>)> done) {
    impl_->ask<PresenceRows>(
        impl_->options().bulk_timeout,
        [cluster = impl_->writer().cluster()](Database& database) -> base::Result<PresenceRows> {
            PresenceRows rows;
            auto& store = database.presence();
            const auto take = [](auto& place, auto loaded) -> base::Result<void> {
                if (!loaded)
                    return tl::unexpected(loaded.error());
                place = std::move(*loaded);
                return {};
            };
            auto taken = take(rows.subscriptions, store.load_subscriptions(cluster));
            if (taken)
                taken = take(rows.publications, store.load_publications(cluster));
            if (taken)
                taken = take(rows.mailboxes, store.load_mailboxes(cluster));
            if (!taken)
                return tl::unexpected(taken.error());
            return rows;
        },
        std::move(done));
}

void Worker::on_writer_thread(base::Task task) {
    impl_->writer().on_writer_thread(std::move(task));
}

std::shared_ptr<base::Pulse> Worker::writer_pulse() const {
    return impl_->writer().pulse();
}

Worker::Backlog Worker::backlog() const {
    return impl_->writer().backlog();
}

}  // namespace sofia::store
