#include "commands/listings.hpp"

#include <utility>

namespace sofia::commands {

void Listings::write(std::span<const std::string_view> columns,
                     ListingStyle style,
                     std::unique_ptr<RowSource> rows,
                     Reply reply) {
    jobs_.push_back({columns, std::move(style), std::move(rows), std::move(reply), {}});
    if (!is_posted_)
        go_on();
}

void Listings::go_on() {
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    if (!job.listing)
        job.listing.emplace(job.columns, job.style, job.rows->begin());
    if (job.rows->add_piece(*job.listing, kPiece)) {
        jobs_.push_front(std::move(job));
        return go_on_later();
    }
    // Before the reply, in which somebody may ask for the next listing.
    if (!jobs_.empty())
        go_on_later();
    job.reply(std::move(*job.listing).text());
}

void Listings::go_on_later() {
    is_posted_ = true;
    loop_.post([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            self->is_posted_ = false;
            self->go_on();
        }
    });
}

}  // namespace sofia::commands
