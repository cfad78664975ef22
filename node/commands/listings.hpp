#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "commands/listing.hpp"
#include "commands/table.hpp"
#include "sip/loop.hpp"

namespace sofia::commands {

/// Where the rows of a listing come from. From one piece to the next it keeps a place in
/// their order and no pointer, because whatever it has shown may be gone by then. Thread: SIP.
class RowSource {
  public:
    virtual ~RowSource() = default;
    /// Called once, in the turn of the first piece. \return about how many rows there will be.
    virtual std::size_t begin() = 0;
    /// Writes the next rows: those of at most `limit` calls or bindings. \return whether there may
    /// be more.
    virtual bool add_piece(ListingWriter& listing, std::size_t limit) = 0;
};

/// The listings that are being written: one after the other and one piece in a turn of the SIP
/// loop, so that SIP goes on between the pieces however many clients ask for how many rows, and
/// only one long text is in memory. Thread: SIP.
///
/// Owned by a shared_ptr, because a task that it has posted may be run or dropped after its end.
class Listings : public std::enable_shared_from_this<Listings> {
  public:
    /// How many calls or bindings make a piece: no more than a millisecond of work.
    static constexpr std::size_t kPiece = 100;

    explicit Listings(sip::Loop& loop) : loop_(loop) {}

    /// Writes a listing and replies when it is complete; at once, when it is one piece and no other
    /// listing is being written. `columns` outlive it. The end of this object drops the reply.
    void write(std::span<const std::string_view> columns,
               ListingStyle style,
               std::unique_ptr<RowSource> rows,
               Reply reply);

  private:
    struct Job {
        std::span<const std::string_view> columns;
        ListingStyle style;
        std::unique_ptr<RowSource> rows;
        Reply reply;
        /// Nothing before the first piece.
        std::optional<ListingWriter> listing;
    };

    void go_on();
    void go_on_later();

    sip::Loop& loop_;
    std::deque<Job> jobs_;
    bool is_posted_ = false;
};

}  // namespace sofia::commands
