#include "commands/listings.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/fake_loop.hpp"

namespace sofia::commands {
namespace {

using namespace std::string_view_literals;
using Words = std::vector<std::string>;

constexpr std::array kColumns{"n"sv};

/// So many rows, each with its number; notes what is asked of it.
class Numbers final : public RowSource {
  public:
    Numbers(std::string name, std::size_t rows, Words& asked)
        : name_(std::move(name)), left_(rows), asked_(asked) {}

    std::size_t begin() override {
        asked_.push_back(name_ + " begins");
        return left_;
    }

    bool add_piece(ListingWriter& listing, std::size_t limit) override {
        const auto piece = std::min(left_, limit);
        asked_.push_back(name_ + " adds " + std::to_string(piece));
        Record row(kColumns);
        row.set("n", name_);
        for (std::size_t i = 0; i < piece; ++i)
            listing.add(row);
        left_ -= piece;
        return left_ > 0;
    }

  private:
    std::string name_;
    std::size_t left_;
    Words& asked_;
};

class ListingsTest : public testing::Test {
  protected:
    void write(const std::string& name, std::size_t rows) {
        listings_->write(kColumns,
                         {},
                         std::make_unique<Numbers>(name, rows, happened_),
                         [this, name](const std::string& text) {
                             const auto total = text.substr(text.find("\n\n") + 2);
                             happened_.push_back(name + ": " + total);
                         });
    }

    test::FakeClock clock_;
    test::FakeLoop loop_{clock_};
    Words happened_;
    std::shared_ptr<Listings> listings_ = std::make_shared<Listings>(loop_);
};

TEST_F(ListingsTest, RepliesAtOnceWhenThereIsOnePiece) {
    write("a", 100);
    EXPECT_EQ(happened_, (Words{"a begins", "a adds 100", "a: 100 total.\n"}));
    EXPECT_FALSE(loop_.step()) << "nothing is left to do";
}

TEST_F(ListingsTest, LetsTheLoopDoOtherWorkBetweenThePieces) {
    write("a", 250);
    EXPECT_EQ(happened_, (Words{"a begins", "a adds 100"}));
    loop_.post([this] {
        happened_.push_back("SIP");
        loop_.post([this] { happened_.push_back("more SIP"); });
    });
    loop_.drain();
    EXPECT_EQ(happened_,
              (Words{"a begins",
                     "a adds 100",
                     "a adds 100",
                     "SIP",
                     "a adds 50",
                     "a: 250 total.\n",
                     "more SIP"}));
}

TEST_F(ListingsTest, WritesOnePieceInATurnHoweverManyAsk) {
    write("a", 150);
    write("b", 10);
    write("c", 150);
    EXPECT_EQ(happened_, (Words{"a begins", "a adds 100"}));
    happened_.clear();
    EXPECT_TRUE(loop_.step());
    EXPECT_EQ(happened_, (Words{"a adds 50", "a: 150 total.\n"}));
    happened_.clear();
    EXPECT_TRUE(loop_.step());
    EXPECT_EQ(happened_, (Words{"b begins", "b adds 10", "b: 10 total.\n"}));
    happened_.clear();
    EXPECT_TRUE(loop_.step());
    EXPECT_EQ(happened_, (Words{"c begins", "c adds 100"}));
    EXPECT_TRUE(loop_.step());
    EXPECT_EQ(happened_.back(), "c: 150 total.\n");
    EXPECT_FALSE(loop_.step());
}

TEST_F(ListingsTest, TakesTheNextListingFromWithinAReply) {
    listings_->write(
        kColumns, {}, std::make_unique<Numbers>("a", 1, happened_), [this](const std::string&) {
            write("b", 150);
        });
    EXPECT_EQ(happened_, (Words{"a begins", "a adds 1", "b begins", "b adds 100"}));
    write("c", 1);
    loop_.drain();
    EXPECT_EQ(happened_.back(), "c: 1 total.\n");
}

TEST_F(ListingsTest, DropsItsRepliesWhenItEndsBeforeTheLoop) {
    const auto held = std::make_shared<int>();
    listings_->write(
        kColumns, {}, std::make_unique<Numbers>("a", 500, happened_), [held](const std::string&) {
            FAIL() << "it was not complete";
        });
    listings_.reset();
    EXPECT_EQ(held.use_count(), 1);
    loop_.drain();
}

}  // namespace
}  // namespace sofia::commands
